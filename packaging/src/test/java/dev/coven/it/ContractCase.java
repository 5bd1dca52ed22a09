package dev.coven.it;

import dev.coven.kit.Reply;
import java.io.IOException;

/**
 * One request that is refused.
 *
 * @param name what is wrong with it
 * @param request method and path, such as {@code POST /api/v1/sessions}
 * @param body the body; an empty one is not announced
 * @param status the answer's status
 * @param code the error's code
 * @param details all of the error's details, as JSON; empty for none
 */
record ContractCase(
    String name, String request, String body, int status, String code, String details) {

  /** Asks, and requires the refusal. */
  Reply check(Contract contract) throws IOException {
    int space = request.indexOf(' ');
    Reply reply = contract.ask(request.substring(0, space), request.substring(space + 1), body);
    return Contract.requireError(reply, status, code, details);
  }

  @Override
  public String toString() {
    return name;
  }
}
