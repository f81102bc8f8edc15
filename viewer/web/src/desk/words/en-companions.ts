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
};
