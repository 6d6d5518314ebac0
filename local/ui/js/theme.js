// Runs before the first paint, so that a chosen theme does not flash.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem("analyst.settings") ?? "{}");
    if (theme === "dark" || theme === "light") document.documentElement.setAttribute("data-theme", theme);
  } catch {
    // The system's theme it is.
  }
})();
