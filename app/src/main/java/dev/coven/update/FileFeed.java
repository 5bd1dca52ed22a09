package dev.coven.update;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A feed in a directory of this machine. */
final class FileFeed implements Feed {
  private final Path file;

  FileFeed(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  @Override
  public URI announcement() {
    return file.toUri();
  }

  @Override
  public InputStream open(URI place) throws IOException, UpdateRefusedException {
    if (!"file".equals(place.getScheme())) {
      throw new UpdateRefusedException("A feed in files leads to files alone.");
    }
    Path path = Path.of(place);
    if (!Files.isRegularFile(path)) {
      // A named pipe would be waited for without end.
      throw new IOException("there is no file " + path);
    }
    return Files.newInputStream(path);
  }
}
