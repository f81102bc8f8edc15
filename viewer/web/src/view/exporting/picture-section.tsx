import { Button, NativeSelect } from "@mantine/core";
import { IconPhotoDown } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../desk/api.ts";
import { save } from "../../desk/pdf.ts";
import { useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { useWorkspace } from "../workspace.tsx";
import { Check, Outcome, Section } from "./parts.tsx";
import { placeElement, placeElements, studiesShown } from "./places.ts";
import { pictureOf } from "./screen-picture.ts";

/** What the screen shows as a picture; without names unless they are wanted. */
export function PictureSection({ engine }: { engine: Engine }) {
  const words = useWords().exporting;
  const { hasTexts, hasOverlays } = useWorkspace();
  const [isWhole, setWhole] = useState(false);
  const [annotations, setAnnotations] = useState(true);
  const [texts, setTexts] = useState(true);
  const [names, setNames] = useState(false);
  const saving = useMutation({
    mutationFn: async () => {
      const { active } = engine.state;
      const places = isWhole ? placeElements() : [placeElement(active)].filter((each) => each !== null);
      const hasNames = names && texts && hasTexts;
      const picture = await pictureOf(places, { annotations, texts, names: hasNames });
      const file = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, "image/png"));
      if (file === null) throw new Error("There is no picture.");
      const studies = studiesShown(engine, isWhole ? undefined : active);
      // Nothing is saved that the audit does not know of.
      for (const study of studies) await post(`/studies/${study}/exports/made`, { form: "png", has_names: hasNames });
      save(file, `picture-${studies.join("-")}.png`);
    },
  });
  return (
    <Section title={words.picture} lead={words.pictureLead}>
      <NativeSelect
        label={words.what}
        value={isWhole ? "all" : "one"}
        onChange={(event) => setWhole(event.currentTarget.value === "all")}
        data={[
          { value: "one", label: words.thisPlace },
          { value: "all", label: words.allPlaces },
        ]}
      />
      <Check label={words.annotations} isOn={annotations} turn={setAnnotations} />
      <Check label={words.texts} isOn={texts && hasTexts} turn={setTexts} isOff={!hasTexts} />
      <Check label={words.names} isOn={names && texts && hasTexts} turn={setNames} isOff={!texts || !hasTexts} />
      <p className="dim">{hasTexts ? words.burned : words.noTexts}</p>
      {!hasOverlays && <p className="dim">{words.noOverlays}</p>}
      <Button
        variant="default"
        leftSection={<IconPhotoDown size={18} aria-hidden />}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {words.savePicture}
      </Button>
      <Outcome error={saving.error} said={saving.isSuccess ? words.saved : null} />
    </Section>
  );
}
