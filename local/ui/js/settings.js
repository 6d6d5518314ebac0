// What a person has chosen, kept in this browser.

const KEY = "analyst.settings";

const DEFAULTS = {
  theme: "system",
  approach: "auto",
  useCache: true,
  pageSize: 25,
  source: null,
  token: "",
};

/** The settings as they are. */
export function settings() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

/** Keeps changed settings. */
export function change(changed) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...settings(), ...changed }));
  } catch {
    // A browser without storage keeps nothing, and everything else works.
  }
  if ("theme" in changed) applyTheme();
}

/** Dark or light: what was chosen, else what the system says. */
export function applyTheme() {
  const { theme } = settings();
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  document.dispatchEvent(new Event("themechange"));
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");
systemDark.addEventListener("change", () => document.dispatchEvent(new Event("themechange")));

/** Whether the page is dark now. */
export function isDark() {
  const { theme } = settings();
  return theme === "system" ? systemDark.matches : theme === "dark";
}
