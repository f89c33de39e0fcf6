// ReDoc over this server's own document. It tells its maker nothing.

import { init } from "/redoc/redoc.js";

init("/schema", { disableTelemetry: true }, document.getElementById("document"));
