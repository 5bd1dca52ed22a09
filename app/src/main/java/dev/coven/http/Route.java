package dev.coven.http;

import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A method and a path, and who answers it.
 *
 * @param method GET, POST or DELETE
 * @param segments the path's segments below the prefix; {@code *} stands for a variable
 * @param list whether the answer may be as large as an answer can be
 * @param blocking whether answering may block: read a body, or the ledger
 * @param resource who answers
 */
record Route(
    HttpString method, List<String> segments, boolean list, boolean blocking, Resource resource) {
  private static final String VARIABLE = "*";

  /** Answers a request. */
  @FunctionalInterface
  interface Resource {
    /**
     * Answers.
     *
     * @param request the request
     * @return the answer
     * @throws dev.coven.contract.ApiException to refuse
     * @throws Exception for anything that becomes an internal error
     */
    Answer answer(Request request) throws Exception;
  }

  static Route of(HttpString method, String path, boolean blocking, Resource resource) {
    return new Route(method, Router.split(path), false, blocking, resource);
  }

  /** A route that answers with a list. */
  static Route listing(String path, Resource resource) {
    return new Route(Methods.GET, Router.split(path), true, true, resource);
  }

  /** What it is for, in a word of the log. */
  String purpose() {
    String last = segments.getLast();
    if (method.equals(Methods.DELETE)) {
      return "deletion";
    }
    return last.equals("sessions") ? "launch" : last;
  }

  /** The texts of the path's variables when the path is this route's; empty otherwise. */
  Optional<List<String>> match(List<String> path) {
    if (path.size() != segments.size()) {
      return Optional.empty();
    }
    List<String> variables = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = path.get(i);
      if (segments.get(i).equals(VARIABLE)) {
        if (segment.isEmpty()) {
          return Optional.empty();
        }
        variables.add(segment);
      } else if (!segments.get(i).equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
