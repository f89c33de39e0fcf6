// Swagger UI over this server's own document.

SwaggerUIBundle({
  url: "/schema",
  dom_id: "#document",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  filter: true,
  // The default sends the document's address to a server of its maker's.
  validatorUrl: null,
});
