import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./design/mantine.css";
import "./design/tokens.css";
import "./design/parts.css";
import "./design/frame.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { startLook } from "./design/look";

startLook();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
