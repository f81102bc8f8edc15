import { Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import type { KeyImage, Outcome } from "./types.ts";
import type { Drafting } from "./use-draft.ts";

/** The pictures that stand for the conclusion, chosen among those that were marked or drawn on. */
export function KeyImages({ outcome, drafting }: { outcome: Outcome; drafting: Drafting }) {
  const own = useWords().conclusion;
  const chosen = drafting.wording.key_images;
  const known = outcome.pictures.map(({ instance_id, frame, words, figures }) => ({
    instance_id,
    frame,
    words,
    figures,
  }));
  const others = chosen
    .filter((each) => !known.some((one) => isSame(one, each)))
    .map((each) => ({ ...each, figures: 0 }));
  const set = (changed: readonly KeyImage[]) => drafting.change({ key_images: changed });
  const all = [...known, ...others];
  return (
    <Stack gap="xs" component="section" aria-label={own.keyImages}>
      <Text size="sm" fw={500}>
        {own.keyImages}
      </Text>
      <Text size="xs" c="dimmed">
        {all.length === 0 ? own.noPictures : own.keyImagesLead}
      </Text>
      {all.map((each, number) => {
        const found = chosen.find((one) => isSame(one, each));
        return (
          <Stack gap={4} key={`${each.instance_id} ${each.frame}`}>
            <Checkbox
              label={[own.picture(number + 1), each.figures > 0 ? own.figures(each.figures) : ""]
                .filter((part) => part !== "")
                .join(" · ")}
              checked={found !== undefined}
              onChange={(event) =>
                set(
                  event.currentTarget.checked
                    ? [...chosen, { instance_id: each.instance_id, frame: each.frame, words: each.words }]
                    : chosen.filter((one) => !isSame(one, each)),
                )
              }
            />
            {found !== undefined && (
              <TextInput
                size="xs"
                aria-label={own.why}
                placeholder={own.why}
                value={found.words}
                maxLength={500}
                onChange={(event) => {
                  const said = event.currentTarget.value;
                  set(chosen.map((one) => (isSame(one, each) ? { ...one, words: said } : one)));
                }}
              />
            )}
          </Stack>
        );
      })}
    </Stack>
  );
}

function isSame(one: { instance_id: number; frame: number }, other: { instance_id: number; frame: number }): boolean {
  return one.instance_id === other.instance_id && one.frame === other.frame;
}
