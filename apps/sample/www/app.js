// A stand-in for a system's frontend: shows that the browser reaches the service behind the same address.
"use strict";

function show(id, text) {
  document.getElementById(id).textContent = text;
}

async function refresh() {
  try {
    const response = await fetch("/health", { cache: "no-store" });
    const health = await response.json();
    show("version", health.version);
    show("status", `${health.status} at ${health.timestamp}, instance ${health.instance}`);
  } catch (error) {
    show("version", "unknown");
    show("status", `no answer: ${error.message}`);
  }
}

refresh();
setInterval(refresh, 5000);
