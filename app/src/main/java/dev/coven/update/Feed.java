package dev.coven.update;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where releases come from: a directory with {@code release.json}, its signature and tarballs. */
interface Feed {
  /** What a feed's announcement is called. */
  String ANNOUNCEMENT = "release.json";

  /** Where its announcement is. */
  URI announcement();

  /**
   * Opens a part of it.
   *
   * @param place absolute
   * @return its bytes, of any number: whoever reads them counts
   * @throws IOException when it is not there, or not in time
   * @throws UpdateRefusedException when the place is one that this feed may not lead to
   */
  InputStream open(URI place) throws IOException, InterruptedException, UpdateRefusedException;

  /**
   * The feed at a place.
   *
   * @param place an https or file URL, or a path; of {@code release.json} or its directory
   * @throws UpdateRefusedException when it is no such place
   */
  static Feed at(String place) throws UpdateRefusedException {
    try {
      if (place.startsWith("https://")) {
        URI uri = URI.create(place);
        boolean whole = uri.getPath().endsWith("/" + ANNOUNCEMENT);
        return new HttpsFeed(
            whole ? uri : URI.create(place.replaceFirst("/*$", "/") + ANNOUNCEMENT));
      }
      if (place.startsWith("file:") || !place.contains("://")) {
        Path path = place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
        return new FileFeed(Files.isDirectory(path) ? path.resolve(ANNOUNCEMENT) : path);
      }
    } catch (IllegalArgumentException e) {
      throw new UpdateRefusedException("The feed's place is neither a path nor a URL.");
    }
    throw new UpdateRefusedException(
        "A feed is read from an https URL, a file URL or a path, and from nothing else.");
  }
}
