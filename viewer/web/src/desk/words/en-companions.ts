/** Exams beside the one in hand, colleagues who draw on it, and results that nobody has acknowledged. */
export const companionWords = {
  ofHospital: (hospital: string) => `From ${hospital}`,
  perhapsPriors: "Perhaps the same person",
  perhapsLead: "Name and birth date agree, but no number proves it. Compare before you rely on it.",
  perhapsOpen: "The exam beside is perhaps of another person: only name and birth date agree.",
  numberOf: (id: string) => `Patient ID ${id}`,
  drew: (who: string, what: string, when: string) => `${who}: ${what} · ${when}`,
  deleted: (who: string, what: string, when: string) => `${who} took away: ${what} · ${when}`,
  read: "Read",
  criticalLead:
    "Somebody must hear of these findings and say that they did. What nobody acknowledges in time is told to every clinician.",
  overdue: "Overdue",
  unacknowledged: "Not acknowledged yet",
  settled: "Settled in the last seven days",
  nothingCritical: "Nobody has to hear of anything.",
  escalated: (when: string) => `Not acknowledged in time: every clinician was told, ${when}.`,
  badge: (count: number) => `Critical results to acknowledge: ${count}`,
  badgeOverdue: (count: number, overdue: number) => `Critical results to acknowledge: ${count}, overdue: ${overdue}`,
  paperAdded: "Kept beside the exam. The doctors see it.",
  preliminary: "preliminary",
};
