"""A consult on the running demo, from the question to the film of it: two doctors at desks and a guest with a phone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cameras import Camera, Demo, drawn, fresh_code, sign_in
from playwright.sync_api import Locator

STUDY = "DEMOACC0003"
COLLEAGUE = "陈医生 Dr Chen"
# Keys of tools.
LENGTH, ELLIPSE = "L", "E"
FIRST_KEY_IMAGE = re.compile("^(Picture|图) 1")
FIRST_PICTURE = "[data-place='0']"
BELOW_HEAD = "(heading) => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 72)"
# Where the telephone rings until the other one is heard.
CALLING_MILLISECONDS = 4000
LEAVING_MILLISECONDS = 12_000

# What is touched, and what people say, in both languages.
TOLD: Mapping[str, Mapping[str, str]] = {
    "en": {
        "question": "Second opinion: is the small round insert at the back unchanged? It was 10 mm wide in August.",
        "guest": "Prof. Ada Lind",
        "clinic": "University Clinic, Far City",
        "said": "As wide as in August. Please compare with the large one in front.",
        "agreed": "@陈医生 Dr Chen The large one is whole. The same slice again in half a year?",
        "proposal": "Unchanged in width, with a sharp edge all around.",
        "opinion": "The small insert is as wide as in August.",
        "plan": "CT again in half a year, compared slice by slice.",
        "dissent": "I would look again after three months, not six.",
    },
    "zh": {
        "question": "请给出第二诊疗意见：后方小圆形插入体有无变化？八月测得直径10 mm。",
        "guest": "林教授",
        "clinic": "远方大学医院",
        "said": "与八月直径相同，请与前方大插入体对比。",
        "agreed": "@陈医生 Dr Chen 大插入体完整。半年后复查同一层面？",
        "proposal": "直径无变化，边缘清楚。",
        "opinion": "小插入体直径与八月相同。",
        "plan": "半年后复查CT，逐层对比。",
        "dissent": "建议三个月后复查，而不是半年。",
    },
}
TOUCHED: Mapping[str, Mapping[str, str]] = {
    "ask": {"en": "Ask for a consult", "zh": "发起会诊"},
    "ask-yes": {"en": "Ask", "zh": "发起"},
    "question": {"en": "Question", "zh": "会诊问题"},
    "find": {"en": "Name, department or hospital", "zh": "姓名、科室或医院"},
    "guest-name": {"en": "Name", "zh": "姓名"},
    "organisation": {"en": "Hospital or organisation", "zh": "医院或机构"},
    "add-guest": {"en": "Add a guest", "zh": "添加来宾"},
    "go-on": {"en": "To the consult", "zh": "查看会诊"},
    "accept": {"en": "Accept", "zh": "接受"},
    "room": {"en": "Open the room", "zh": "进入会诊室"},
    "code": {"en": "Six-digit code", "zh": "六位验证码"},
    "next": {"en": "Next", "zh": "下一步"},
    "enter": {"en": "Enter", "zh": "进入"},
    "let-in": {"en": "Let in", "zh": "允许进入"},
    "present": {"en": "Present", "zh": "开始演示"},
    "chat": {"en": "Conversation", "zh": "对话"},
    "write": {"en": "Write a message", "zh": "写消息"},
    "with-view": {"en": "With what I see", "zh": "附上我的画面"},
    "send": {"en": "Send", "zh": "发送"},
    "join": {"en": "Join the call", "zh": "加入通话"},
    "camera": {"en": "Camera", "zh": "摄像头"},
    "conclusion": {"en": "Conclusion", "zh": "会诊意见"},
    "opinion": {"en": "Opinion", "zh": "会诊意见"},
    "plan": {"en": "Agreed plan", "zh": "处理方案"},
    "propose": {"en": "Propose", "zh": "提出建议"},
    "conclude": {"en": "Conclude", "zh": "形成结论"},
    "dissenting": {"en": "agrees, with a dissent", "zh": "同意，保留不同意见"},
    "sign": {"en": "Sign", "zh": "签名"},
    "replay": {"en": "Replay", "zh": "回放"},
}


@dataclass(frozen=True)
class Meeting:
    """Who meets, each before a page of their own, and in which language."""

    demo: Demo
    language: str
    doctor: Camera
    east: Camera
    guest: Camera

    def hold(self) -> None:
        """Ask, meet, decide, sign, and look back; whatever a reader should see is taken on the way."""
        link, digits = self._ask()
        code = re.findall(r"/c/([^/?#]+)", link)[0]
        self._accept(code)
        self._gather(link, digits)
        self._draw()
        self._talk()
        self._call()
        self._conclude()
        self._sign(digits)
        self._look_back(code)

    def _ask(self) -> tuple[str, str]:
        page = self.doctor.page
        page.goto(self.demo.address)
        sign_in(self.doctor, self.demo, "doctor")
        page.locator("form[role=search] input").fill(STUDY)
        row = page.locator("tr[data-study]").filter(has_text=STUDY)
        row.get_by_role("link", name=self._touched("ask")).click()
        self._field(self.doctor, "question").fill(self._told("question"))
        self._field(self.doctor, "find").fill("chen")
        page.get_by_role("list", name=self._touched("find")).get_by_role("button", name=COLLEAGUE).click()
        page.get_by_label(self._touched("guest-name"), exact=True).fill(self._told("guest"))
        self._field(self.doctor, "organisation").fill(self._told("clinic"))
        self._button(self.doctor, "add-guest").click()
        page.evaluate("scrollTo(0, 0)")
        self.doctor.take("consult-ask")
        self._button(self.doctor, "ask-yes").click()
        told = page.get_by_test_id("secret")
        told.first.wait_for()
        self.doctor.take("consult-invited")
        link, digits = told.nth(0).inner_text(), told.nth(1).inner_text()
        page.get_by_role("link", name=self._touched("go-on")).click()
        return link, digits

    def _accept(self, code: str) -> None:
        page = self.east.page
        page.goto(self.demo.address)
        sign_in(self.east, self.demo, "east")
        page.goto(f"{self.demo.address}/#/consults")
        self.east.take("consult-list")
        page.goto(f"{self.demo.address}/#/consults/{code}")
        self._button(self.east, "accept").click()
        self._link(self.east, "room").wait_for()
        self.doctor.page.reload()
        self.doctor.take("consult-page")

    def _gather(self, link: str, digits: str) -> None:
        for held in (self.doctor, self.east):
            self._link(held, "room").click()
            drawn(held)
        page = self.guest.page
        page.goto(link)
        self._field(self.guest, "code").fill(digits)
        self.guest.take("guest-code")
        self._button(self.guest, "next").click()
        page.get_by_role("checkbox").last.wait_for()
        for promise in page.get_by_role("checkbox").all():
            promise.check()
        self.guest.take("guest-who")
        self._button(self.guest, "enter").click()
        page.get_by_role("status").first.wait_for()
        self.guest.take("guest-waits")
        self.doctor.take("room-waiting")
        self._button(self.doctor, "let-in").first.click()
        drawn(self.guest)

    def _draw(self) -> None:
        """Two draw, and a third one's pointer stands where they look."""
        self._button(self.doctor, "present").click()
        # The middle of the stack, where the inserts of the phantom are.
        for _ in range(3):
            self.doctor.page.keyboard.press("ArrowDown")
        self.doctor.page.keyboard.press("4")
        self._drag(self.doctor, LENGTH, (0.054, 0.123), (0.098, 0.123))
        self._drag(self.east, ELLIPSE, (-0.151, -0.183), (-0.052, -0.085))
        self._move(self.east, (0.09, 0.16))
        self.doctor.take("room-drawing")
        self.guest.take("room-guest")

    def _talk(self) -> None:
        for held in (self.east, self.doctor):
            self._button(held, "chat").first.click()
        self._say(self.east, self._told("said"), has_view=True)
        self._say(self.doctor, self._told("agreed"), has_view=False)
        self.doctor.take("room-chat")
        self._button(self.guest, "chat").first.click()
        self.guest.take("room-guest-chat")

    def _call(self) -> None:
        for held in (self.doctor, self.east):
            self._button(held, "join").click()
            self._button(held, "camera").click()
        self.east.page.wait_for_timeout(CALLING_MILLISECONDS)
        self.east.take("room-call")

    def _conclude(self) -> None:
        self._button(self.east, "conclusion").click()
        self._field(self.east, "opinion").fill(self._told("proposal"))
        self._button(self.east, "propose").click()
        page = self.doctor.page
        self._button(self.doctor, "conclusion").click()
        self._field(self.doctor, "opinion").fill(self._told("opinion"))
        self._field(self.doctor, "plan").fill(self._told("plan"))
        page.get_by_text(self._told("proposal")).wait_for()
        self.doctor.take("room-conclusion")
        page.get_by_role("checkbox", name=FIRST_KEY_IMAGE).check()
        self.doctor.page.wait_for_timeout(CALLING_MILLISECONDS)
        self._button(self.doctor, "conclude").click()
        page.get_by_role("dialog").get_by_role("button", name=self._touched("conclude")).click()
        page.locator("input[name=proof]").wait_for()

    def _sign(self, digits: str) -> None:
        east, guest = self.east.page, self.guest.page
        east.get_by_role("radio", name=self._touched("dissenting")).check()
        east.locator("form textarea").last.fill(self._told("dissent"))
        east.locator("input[name=proof]").fill(self.demo.passwords["east"])
        self._button(self.east, "sign").scroll_into_view_if_needed()
        self.east.take("room-signing")
        self._button(self.east, "sign").click()
        east.locator("input[name=proof]").wait_for(state="detached")
        self._button(self.guest, "conclusion").click()
        guest.locator("input[name=proof]").wait_for()
        self.guest.take("room-guest-conclusion")
        guest.locator("input[name=attests]").check()
        guest.locator("input[name=proof]").fill(digits)
        self.guest.take("room-guest-signing")
        self._button(self.guest, "sign").click()
        guest.locator("input[name=proof]").wait_for(state="detached")
        self.doctor.page.locator("input[name=proof]").fill(fresh_code(self.doctor, self.demo, "doctor"))
        self._button(self.doctor, "sign").click()
        self.doctor.page.wait_for_timeout(LEAVING_MILLISECONDS)
        self.guest.take("guest-over")

    def _look_back(self, code: str) -> None:
        page = self.doctor.page
        page.goto(f"{self.demo.address}/#/consults/{code}")
        self.doctor.page.wait_for_timeout(LEAVING_MILLISECONDS)
        # Below the head of the page, which stays.
        page.locator("h2").filter(has_text=self._touched("conclusion")).evaluate(BELOW_HEAD)
        self.doctor.take("consult-concluded")
        page.goto(f"{self.demo.address}/c/{code}?replay")
        drawn(self.doctor)
        film = page.get_by_role("group", name=self._touched("replay")).get_by_role("slider")
        self._button(self.doctor, "chat").first.click()
        page.wait_for_timeout(CALLING_MILLISECONDS)
        page.locator(".message, .replayed").first.get_by_role("button").first.click()
        film.wait_for()
        self.doctor.take("room-replay")

    def _drag(self, held: Camera, key: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        held.page.keyboard.press(key)
        self._move(held, start)
        held.page.mouse.down()
        self._move(held, end)
        held.page.mouse.up()
        held.page.keyboard.press("Escape")

    def _move(self, held: Camera, to: tuple[float, float]) -> None:
        """Move the pointer over the picture: from the middle of its place, in parts of its height."""
        place = held.page.locator(FIRST_PICTURE).bounding_box()
        if place is not None:
            across, down = (place["width"] / 2, to[0]), (place["height"] / 2, to[1])
            x, y = (half + part * place["height"] for half, part in (across, down))
            x, y = place["x"] + x, place["y"] + y
            held.page.mouse.move(x, y, steps=8)

    def _say(self, held: Camera, text: str, has_view: bool) -> None:
        held.page.locator("#room-writer").fill(text)
        if has_view:
            held.page.get_by_label(self._touched("with-view")).check()
        self._button(held, "send").click()

    def _button(self, held: Camera, what: str) -> Locator:
        # Some count what is new beside their name.
        return held.page.get_by_role("button", name=re.compile(f"^{re.escape(self._touched(what))}(:.*| ?\\d+)?$"))

    def _link(self, held: Camera, what: str) -> Locator:
        return held.page.get_by_role("link", name=self._touched(what))

    def _field(self, held: Camera, what: str) -> Locator:
        return held.page.get_by_label(self._touched(what)).and_(held.page.locator("input, textarea"))

    def _touched(self, what: str) -> str:
        return TOUCHED[what][self.language]

    def _told(self, what: str) -> str:
        return TOLD[self.language][what]
