import { type Look, setLook, useLook } from "../../design/look";
import { classColours } from "../../design/theme";

const looks: { look: Look; name: string }[] = [
  { look: "light", name: "Light" },
  { look: "dark", name: "Dark" },
  { look: "system", name: "As the system" },
];

/** A small picture of the screen in a theme. */
function Sketch({ look }: { look: Look }) {
  return (
    <svg viewBox="0 0 112 64" aria-hidden="true" className={`sketch ${look}`}>
      <rect className="ground" width="112" height="64" />
      {look === "system" && <path className="half" d="M56 0h56v64H56z" />}
      <path className="line" d="M0 12h112M26 12v52" />
      <rect className="ink" x="34" y="22" width="44" height="5" rx="2" />
      <rect className="frame" x="34" y="33" width="66" height="22" rx="3" />
      <rect className="mark-c" x="40" y="42" width="28" height="4" rx="2" />
    </svg>
  );
}

/** Light, dark or as the system has it, for this browser. */
export function Appearance() {
  const chosen = useLook();
  return (
    <section className="card" id="appearance">
      <header>
        <h2>Appearance</h2>
        <span className="sub">kept in this browser</span>
      </header>
      <div className="srow">
        <span className="md">Theme</span>
        <div className="row g4" role="radiogroup" aria-label="Theme">
          {looks.map(({ look, name }) => (
            <label key={look} className={chosen === look ? "theme on" : "theme"}>
              <Sketch look={look} />
              <span className="row sm">
                <input type="radio" name="look" checked={chosen === look} onChange={() => setLook(look)} />
                {name}
              </span>
            </label>
          ))}
        </div>
      </div>
      <div className="srow">
        <span className="md">Class colours</span>
        <div className="row">
          {classColours.map((colour) => (
            <i key={colour} className="sw" style={{ background: colour }} />
          ))}
          <span className="sub">told apart by people who see few colours; a class can have its own</span>
        </div>
      </div>
    </section>
  );
}
