import "./style/room.css";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { attend } from "../desk/attended.ts";
import { nonce } from "./page/nonce.ts";
import { RoomPage } from "./page/room-page.tsx";

attend(window);
setNonce(nonce());

const place = document.querySelector("#room");
if (place !== null) createRoot(place).render(<RoomPage />);
