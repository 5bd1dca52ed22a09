package dev.coven.ledger;

import dev.coven.contract.Visibility;
import java.util.List;

/**
 * A session that is about to be launched.
 *
 * @param id its name
 * @param projectRoot canonical path of the project
 * @param harness id of the adapter
 * @param title one line for people
 * @param conversationId the conversation to record, or null
 * @param labels free words
 * @param visibility who it is meant for
 * @param requestDigest digest of the request, so that the same request can be told from another
 * @param instanceId the run of the daemon that owns it
 */
public record NewSession(
    String id,
    String projectRoot,
    String harness,
    String title,
    String conversationId,
    List<String> labels,
    Visibility visibility,
    String requestDigest,
    String instanceId) {

  /** Keeps its own copy of the labels. */
  public NewSession {
    labels = List.copyOf(labels);
  }
}
