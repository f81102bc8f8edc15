/** What a page lays over the picture of each place, besides what the viewer draws there itself. */

import { type ComponentType, createContext } from "react";

export const AbovePlaceContext = createContext<ComponentType<{ index: number }> | null>(null);
