package dev.coven.update;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A feed on an https server. Redirects are followed by hand: each step must be https again, and
 * there are few.
 */
final class HttpsFeed implements Feed {
  private static final int REDIRECTS = 5;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** For one file with all its bytes; 64 MB at 110 kB/s. */
  private static final Duration WHOLE = Duration.ofMinutes(10);

  private final URI announcement;
  private final HttpClient client;
  private final Duration whole;

  HttpsFeed(URI announcement) {
    this(announcement, HttpClient.newBuilder(), WHOLE);
  }

  /** With a client that trusts others, or another patience. */
  HttpsFeed(URI announcement, HttpClient.Builder client, Duration whole) {
    this.announcement = announcement;
    this.client = client.connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build();
    this.whole = whole;
  }

  @Override
  public URI announcement() {
    return announcement;
  }

  @Override
  public InputStream open(URI place)
      throws IOException, InterruptedException, UpdateRefusedException {
    URI next = place;
    for (int step = 0; step <= REDIRECTS; step++) {
      if (!"https".equals(next.getScheme())) {
        throw new UpdateRefusedException("The feed leads to a place that is not https.");
      }
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(next).timeout(ANSWER).GET().build(),
              HttpResponse.BodyHandlers.ofInputStream());
      int status = response.statusCode();
      Optional<String> location = response.headers().firstValue("location");
      if (status == 200) {
        return new TimedInput(response.body(), whole);
      }
      response.body().close();
      if (status < 300 || status >= 400 || location.isEmpty()) {
        throw new IOException("the server answers " + status);
      }
      try {
        next = next.resolve(location.get());
      } catch (IllegalArgumentException e) {
        throw new UpdateRefusedException("The feed leads to a place that is no URL.");
      }
    }
    throw new IOException("the server sends from one place to the next without end");
  }
}
