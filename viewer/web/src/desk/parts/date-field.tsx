import { ActionIcon, Popover, TextInput } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import "dayjs/locale/zh-cn";
import { useEffect, useRef, useState } from "react";
import { readDate, readMoment } from "../date-text.ts";
import { day } from "../formats.ts";
import { useSpoken, type Words } from "../words/language.ts";

interface DateFieldProps {
  readonly label: string;
  readonly name?: string;
  readonly required?: boolean;
  readonly defaultValue?: string;
  /** As 1999-12-31. */
  readonly min?: string;
  readonly max?: string;
  /** With the time of day; a day that is chosen alone begins then. */
  readonly clock?: string;
  /** What it shows, and who hears of another day once it is typed or chosen, where no form does. */
  readonly value?: string;
  readonly change?: (date: string) => void;
}

/**
 * A date or a moment, typed in figures as both languages write them or chosen from a calendar. The browser's own field
 * would speak the browser's language, and put days and months in its order.
 */
export function DateField(props: DateFieldProps) {
  const { label, name, required = false, defaultValue, value, change } = props;
  const { words } = useSpoken();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState("");
  const [isOpen, { toggle, close }] = useDisclosure();
  useEffect(() => {
    if (input.current === null || value === undefined || input.current.value === value) return;
    input.current.value = value;
    input.current.setCustomValidity("");
    setError("");
  }, [value]);
  const read = (text: string) => (props.clock === undefined ? readDate(text) : readMoment(text, props.clock));
  // While somebody types nothing is said or written over; a form still knows what it may not send.
  const check = () => {
    const field = input.current;
    if (field === null) return;
    field.setCustomValidity(complaint(field.value, read(field.value), props, words));
    setError("");
  };
  const take = () => {
    const field = input.current;
    if (field === null) return;
    const found = read(field.value);
    if (found !== null) field.value = found;
    const said = complaint(field.value, found, props, words);
    field.setCustomValidity(said);
    setError(said);
    if (found !== null && said === "" && found !== value) change?.(found);
  };
  const choose = (date: string | null) => {
    if (input.current === null || date === null) return;
    const time = /\d{2}:\d{2}$/.exec(input.current.value)?.[0] ?? props.clock;
    input.current.value = time === undefined ? date : `${date} ${time}`;
    take();
    close();
    input.current.focus();
  };
  return (
    <TextInput
      ref={input}
      name={name}
      label={label}
      required={required}
      defaultValue={value ?? defaultValue}
      placeholder={props.clock === undefined ? words.looks.dateHint : words.looks.momentHint}
      autoComplete="off"
      inputMode={props.clock === undefined ? "numeric" : "text"}
      maxLength={20}
      error={error}
      onInput={check}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
      rightSection={
        <Popover opened={isOpen} onChange={close} trapFocus returnFocus position="bottom-end" zIndex={400}>
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={words.looks.calendar} onClick={toggle}>
              <IconCalendar size={20} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label={words.looks.calendar}>
            {isOpen && <Calendar {...props} chosen={read(input.current?.value ?? "")} choose={choose} />}
          </Popover.Dropdown>
        </Popover>
      }
    />
  );
}

function Calendar(props: DateFieldProps & { chosen: string | null; choose: (date: string | null) => void }) {
  const { chosen, choose, min, max } = props;
  const { words, language } = useSpoken();
  const isChinese = language === "zh";
  const date = chosen?.slice(0, 10);
  return (
    <DatePicker
      value={date ?? null}
      {...(date === undefined ? {} : { defaultDate: date })}
      {...(min === undefined ? {} : { minDate: min })}
      {...(max === undefined ? {} : { maxDate: max })}
      onChange={choose}
      size="sm"
      weekendDays={[]}
      hideOutsideDates
      firstDayOfWeek={1}
      locale={isChinese ? "zh-cn" : "en"}
      monthLabelFormat={isChinese ? "YYYY年M月" : "MMMM YYYY"}
      yearLabelFormat={isChinese ? "YYYY年" : "YYYY"}
      monthsListFormat={isChinese ? "M月" : "MMM"}
      getDayAriaLabel={(each) => day(new Date(`${each}T00:00`), language)}
      ariaLabels={words.looks.calendarLabels}
    />
  );
}

function complaint(text: string, found: string | null, props: DateFieldProps, words: Words): string {
  const { min, max, clock, change } = props;
  // Where no form asks for it, an empty field would stand over the list of some day.
  if (text.trim() === "" && change === undefined) return "";
  if (found === null) return clock === undefined ? words.looks.noDate : words.looks.noMoment;
  if (min !== undefined && found.slice(0, 10) < min) return words.looks.notBefore(min);
  return max !== undefined && found.slice(0, 10) > max ? words.looks.notAfter(max) : "";
}
