import type { Context, Place, Screen } from "../screen.ts";
import { imagesScreen } from "./images.ts";
import { openingsScreen } from "./openings.ts";
import { reportScreen } from "./report.ts";
import { statusScreen } from "./status.ts";
import { switchOffScreen } from "./switch-off.ts";
import { takeAlongScreen } from "./take-along.ts";
import { viewerScreen } from "./viewer.ts";

export function screenOf(context: Context, place: Place): Screen {
  switch (place.name) {
    case "images":
      return imagesScreen(context);
    case "viewer":
      return viewerScreen(context, place.series);
    case "report":
      return reportScreen(context);
    case "take-along":
      return takeAlongScreen(context);
    case "openings":
      return openingsScreen(context);
    case "switch-off":
      return switchOffScreen(context);
    case "status":
      return statusScreen(context);
  }
}
