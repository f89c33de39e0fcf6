// ReDoc over this server's own document. It tells its maker nothing.

import { init } from "/redoc/redoc.js";

// Its search would make a worker of text, which the page's policy refuses: without workers it searches by itself.
globalThis.Worker = undefined;

init("/schema", { disableTelemetry: true }, document.getElementById("document"));
