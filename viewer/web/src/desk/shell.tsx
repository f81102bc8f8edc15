import {
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  NavLink,
  Stack,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAddressBook,
  IconAlertTriangle,
  IconArrowsSplit,
  IconBellCog,
  IconBellRinging,
  IconClipboardList,
  IconDeviceDesktop,
  IconFileText,
  IconGauge,
  IconHistory,
  IconInbox,
  IconKey,
  IconLanguage,
  IconListSearch,
  IconLockOpen,
  IconLogout,
  IconMailForward,
  IconMessages,
  IconMoon,
  IconReportMedical,
  IconSend,
  IconShare,
  IconSun,
  IconTemplate,
  IconUrgent,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useRoute } from "wouter";
import { get } from "./api.ts";
import { useEmergencies } from "./pages/emergencies.tsx";
import { useOutbox } from "./pages/outbox.tsx";
import { Pages } from "./pages/pages.tsx";
import { CriticalBadge } from "./parts/critical-badge.tsx";
import { Ask } from "./parts/dialog.tsx";
import { useInbox, waitingIn } from "../report/pages/inbox-page.tsx";
import { useWaitingConsults } from "../consult/use-consults.ts";
import { Bell } from "../telling/bell.tsx";
import { useUnread } from "../telling/use-news.ts";
import { usePolling } from "./poll.ts";
import { useSession } from "./session.tsx";
import type { WaitingDocument } from "./told/orders.ts";
import type { Question } from "./told/questions.ts";
import { useSpoken } from "./words/language.ts";

/** The frame around every page: who, which hospital, where to. */
export function Shell() {
  const { words } = useSpoken();
  const { session } = useSession();
  const [isOpen, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", sm: "lg" }}
    >
      <AppShell.Header>
        <a className="skip" href="#content" onClick={skip}>
          {words.skip}
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={words.menu} />
            <Text fw={700}>{words.mark}</Text>
            <Bell />
            <CriticalBadge />
          </Group>
          <Text truncate title={session.hospital.name}>
            {session.hospital.name}
          </Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={words.menu} className="menu">
        <Navigation close={close} />
        <Account close={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Pages />
      </AppShell.Main>
    </AppShell>
  );
}

/** The address after the # is the page's: the jump to the content must not change it. */
function skip(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.querySelector<HTMLElement>("#content")?.focus();
}

function Navigation({ close }: { close: () => void }) {
  const { words } = useSpoken();
  const { may, isReader } = useSession();
  const interval = usePolling();
  const questions = useQuery({
    queryKey: ["questions"],
    queryFn: () => get<{ questions: Question[] }>("/questions"),
    enabled: may("settle"),
    refetchInterval: interval,
  });
  const documents = useQuery({
    queryKey: ["documents"],
    queryFn: () => get<{ documents: WaitingDocument[] }>("/documents"),
    enabled: may("write-reports"),
    refetchInterval: interval,
  });
  const emergencies = useEmergencies(may("see-emergencies"));
  const outbox = useOutbox(may("administer"));
  const unseen = emergencies.data?.emergencies.filter(({ seen_at }) => seen_at === null).length ?? 0;
  const waitingConsults = useWaitingConsults(may("take-part"));
  const waiting = questions.data?.questions.length ?? 0;
  return (
    <Stack gap={2} className="menu-entries" onClick={close}>
      {isReader && <Entry to="/" label={words.finding.workList} icon={<IconListSearch aria-hidden />} />}
      {may("see-orders") && (
        <Entry to={isReader ? "/orders" : "/"} label={words.orders} icon={<IconClipboardList aria-hidden />} />
      )}
      {may("search") && !isReader && (
        <Entry to="/work-list" label={words.finding.workList} icon={<IconListSearch aria-hidden />} />
      )}
      {may("settle") && (
        <Entry to="/queue" label={words.queue} icon={<IconArrowsSplit aria-hidden />} count={waiting} />
      )}
      {may("write-reports") && (
        <Entry
          to="/documents"
          label={words.documents}
          icon={<IconFileText aria-hidden />}
          count={documents.data?.documents.length ?? 0}
        />
      )}
      <ReportEntries />
      {may("take-part") && (
        <Entry to="/consults" label={words.consult.title} icon={<IconMessages aria-hidden />} count={waitingConsults} />
      )}
      {may("share") && <Entry to="/shared" label={words.myGrants} icon={<IconShare aria-hidden />} />}
      {may("break-glass") && <Entry to="/emergency" label={words.emergency} icon={<IconUrgent aria-hidden />} />}
      {(may("administer") || may("see-audit")) && (
        <Text c="dimmed" size="sm" px="sm" pt="md">
          {words.administration}
        </Text>
      )}
      {may("administer") && (
        <>
          <Entry to="/people" label={words.people} icon={<IconUsers aria-hidden />} />
          <Entry to="/directory" label={words.directory} icon={<IconAddressBook aria-hidden />} />
          <Entry to="/expert-groups" label={words.consult.groups} icon={<IconUsersGroup aria-hidden />} />
          <Entry to="/rules" label={words.rules} icon={<IconShare aria-hidden />} />
          <Entry to="/machines" label={words.machines} icon={<IconDeviceDesktop aria-hidden />} />
          <Entry to="/destinations" label={words.exchange.destinations} icon={<IconSend aria-hidden />} />
          <Entry
            to="/outbox"
            label={words.exchange.outbox}
            icon={<IconMailForward aria-hidden />}
            count={outbox.data?.given_up ?? 0}
          />
          <Entry to="/tokens" label={words.tokens} icon={<IconKey aria-hidden />} />
          <Entry to="/contradictions" label={words.contradictions} icon={<IconAlertTriangle aria-hidden />} />
          <Entry to="/report-rules" label={words.reporting.rules} icon={<IconReportMedical aria-hidden />} />
          <Entry to="/notifications" label={words.telling.notifications} icon={<IconBellCog aria-hidden />} />
          <Entry to="/state" label={words.state} icon={<IconGauge aria-hidden />} />
        </>
      )}
      {may("keep-grants") && <Entry to="/grants" label={words.grants} icon={<IconLockOpen aria-hidden />} />}
      {may("see-emergencies") && (
        <Entry to="/emergencies" label={words.emergencies} icon={<IconUrgent aria-hidden />} count={unseen} />
      )}
      {may("see-audit") && <Entry to="/audit" label={words.audit} icon={<IconHistory aria-hidden />} />}
    </Stack>
  );
}

function ReportEntries() {
  const own = useSpoken().words.reporting;
  const { may } = useSession();
  const hasInbox = may("write-reports") || may("acknowledge");
  const inbox = useInbox(hasInbox);
  const waiting = waitingIn(inbox.data) + useUnread();
  return (
    <>
      <Entry to="/inbox" label={own.inbox} icon={<IconInbox aria-hidden />} count={waiting} />
      {may("acknowledge") && <Entry to="/critical" label={own.critical} icon={<IconBellRinging aria-hidden />} />}
      {may("write-reports") && <Entry to="/templates" label={own.templates} icon={<IconTemplate aria-hidden />} />}
    </>
  );
}

function Entry(props: { to: string; label: string; icon: ReactNode; count?: number }) {
  const [isHere] = useRoute(props.to);
  const here = useRef<HTMLAnchorElement>(null);
  // A long menu moves by itself: where one is must not lie below its edge.
  useEffect(() => {
    if (isHere) here.current?.scrollIntoView({ block: "nearest" });
  }, [isHere]);
  return (
    <NavLink
      component={Link}
      ref={here}
      href={props.to}
      label={props.label}
      leftSection={props.icon}
      active={isHere}
      variant="light"
      c="var(--mantine-color-text)"
      mih={44}
      {...(isHere ? { "aria-current": "page" as const } : {})}
      rightSection={
        props.count ? (
          <Badge color="yellow" variant="filled" autoContrast>
            {props.count}
          </Badge>
        ) : undefined
      }
    />
  );
}

function Account({ close }: { close: () => void }) {
  const { words, language, change } = useSpoken();
  const { session, signOut } = useSession();
  const [isAsking, setAsking] = useState(false);
  const leaving = useMutation({ mutationFn: () => signOut(), onSuccess: (isOut) => setAsking(!isOut) });
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const Icon = isDark ? IconSun : IconMoon;
  const common = {
    variant: "subtle",
    color: "gray",
    justify: "start",
    c: "var(--mantine-color-text)",
    fw: 400,
    fz: "sm",
  } as const;
  return (
    <Stack gap={2} component="section" className="menu-account" aria-label={words.account}>
      <div className="breaks">
        <Text px="sm" fw={600}>
          {session.name || session.login}
        </Text>
        <Text px="sm" c="dimmed" size="sm">
          {words.role[session.role]}
        </Text>
      </div>
      <div onClick={close}>
        <Entry to="/account" label={words.myAccount} icon={<IconUserCircle size={20} aria-hidden />} />
      </div>
      <Group gap={2} grow preventGrowOverflow={false} wrap="nowrap">
        <Button
          {...common}
          px="sm"
          lang={language === "zh" ? "en" : "zh-CN"}
          leftSection={<IconLanguage size={20} aria-hidden />}
          onClick={() => change(language === "zh" ? "en" : "zh")}
        >
          {words.otherLanguage}
        </Button>
        <Button
          {...common}
          px="sm"
          leftSection={<Icon size={20} aria-hidden />}
          onClick={() => setColorScheme(isDark ? "light" : "dark")}
        >
          {isDark ? words.light : words.dark}
        </Button>
      </Group>
      <Button
        {...common}
        px="sm"
        leftSection={<IconLogout size={20} aria-hidden />}
        loading={leaving.isPending}
        onClick={() => leaving.mutate()}
      >
        {words.signOut}
      </Button>
      <Ask
        title={words.leaving.title}
        lead={words.leaving.lead}
        yes={words.leaving.yes}
        no={words.leaving.no}
        isOpen={isAsking}
        close={() => setAsking(false)}
        act={() => signOut(true)}
      />
    </Stack>
  );
}
