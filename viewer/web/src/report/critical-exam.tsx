import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { personName } from "../desk/formats.ts";
import { CriticalAlert } from "./critical.tsx";
import type { CriticalOfExam } from "./types.ts";

/** A critical result with the exam that it is about, as a list shows it. */
export function CriticalExam({ alert }: { alert: CriticalOfExam }) {
  const client = useQueryClient();
  const { order } = alert;
  const done = () => {
    void client.invalidateQueries({ queryKey: ["inbox"] });
    void client.invalidateQueries({ queryKey: ["critical-results"] });
  };
  return (
    <div className="report-panel">
      <Link className="whole" href={`/reports/${alert.order_id}`}>
        {[personName(order.patient_name), order.procedure_description].filter(Boolean).join(" · ")}
      </Link>
      <Text size="sm" c="dimmed">
        {order.accession_number}
      </Text>
      <CriticalAlert alert={alert} done={done} />
    </div>
  );
}
