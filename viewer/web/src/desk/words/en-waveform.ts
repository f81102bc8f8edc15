/** Electrocardiograms and other waveforms. */
export const waveform = {
  show: "Show",
  speed: "Speed",
  gain: "Amplitude",
  order: "Leads",
  columns: "in columns, and lead II below",
  rows: "each in full, one below the other",
  notes: "What the device says",
  lasts: (seconds: number) => `${Math.round(seconds * 10) / 10} s`,
  screen:
    "Millimetres are true on paper; on a screen they are about as large. The pulse at the left is 1 mV for 0.2 s.",
};
