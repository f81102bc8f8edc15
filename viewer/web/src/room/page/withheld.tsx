import { useState } from "react";
import type { Opened } from "./arrival.ts";
import { useRoomSpoken } from "./spoken.ts";
import { useInRoom } from "./use-room.ts";

type Why = Opened["studies"][number]["withheld"][number]["why"];

/** Says which series are kept back from whoever must not learn whose images these are, and why; until it is read. */
export function WithheldState() {
  const { words, language } = useRoomSpoken();
  const { opened } = useInRoom();
  const [isRead, setRead] = useState(false);
  const series = opened.studies.flatMap((study) => study.withheld);
  const reasons = [...new Set(series.map(({ why }) => why))];
  const listed = new Intl.ListFormat(language === "zh" ? "zh-CN" : "en", { type: "conjunction" });
  const named = (why: Why) =>
    listed.format(
      series.filter((each) => each.why === why).map((each) => words.withheld.series(each.modality, each.number)),
    );
  return (
    <div role="status" className="room-line" data-line="withheld" hidden={isRead || series.length === 0}>
      {!isRead && series.length > 0 && (
        <>
          <p>{reasons.map((why) => words.withheld.why[why](named(why))).join(" ")}</p>
          <button type="button" className="room-button" onClick={() => setRead(true)}>
            {words.dismiss}
          </button>
        </>
      )}
    </div>
  );
}
