/** By which colour people are told apart: calm ones that can be read on black, and on nothing else are they laid. */

const COLORS = ["#7dd3fc", "#fdba74", "#c4b5fd", "#86efac", "#f9a8d4", "#fde047", "#93c5fd", "#fca5a5"] as const;

/** The same in everybody's page. */
export function colorOf(participant: number): string {
  return COLORS[participant % COLORS.length] as string;
}
