package dev.coven.http;

import java.io.IOException;
import java.io.InputStream;

/** The document that describes the contract to programs; docs/api in the sources. */
final class OpenApiResource {
  private static final String DOCUMENT = "openapi.json";

  Response document(Request request) throws IOException {
    try (InputStream in = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IOException("the program was packed without " + DOCUMENT);
      }
      return Response.of(200, in.readAllBytes());
    }
  }
}
