package dev.coven.session;

import dev.coven.contract.LaunchRequest;
import dev.coven.contract.RecordedRequest;
import dev.coven.privacy.Redactor;

/** Makes of a launch what may be kept of it, so that it can be made again. */
final class RequestMask {
  private final Redactor redactor;
  private boolean masked;

  private RequestMask(Redactor redactor) {
    this.redactor = redactor;
  }

  /**
   * What is kept of a launch: everything but its id, with its paths as they were found, and with
   * secrets masked wherever somebody may have written one.
   *
   * @param request the launch
   * @param paths where it runs
   * @param redactor masks
   */
  static RecordedRequest of(LaunchRequest request, LaunchPaths paths, Redactor redactor) {
    RequestMask mask = new RequestMask(redactor);
    LaunchRequest kept =
        request
            .draft()
            .projectRoot(paths.root().toString())
            .prompt(mask.of(request.prompt()))
            .cwd(request.cwd() == null ? null : paths.cwd().toString())
            .title(mask.of(request.title()))
            .model(mask.of(request.model()))
            .id(null)
            .build();
    return new RecordedRequest(kept, mask.masked);
  }

  private String of(String text) {
    if (text == null) {
      return null;
    }
    String kept = redactor.text(text);
    masked |= !kept.equals(text);
    return kept;
  }
}
