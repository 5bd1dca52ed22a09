package dev.coven.contract;

import java.util.List;

/** A launch request that is being put together. What is not set is left to the daemon. */
public final class LaunchDraft {
  private String projectRoot;
  private final String harness;
  private String prompt;
  private String cwd;
  private String title;
  private String model;
  private LaunchMode launchMode = LaunchMode.INTERACTIVE;
  private List<String> labels = List.of();
  private Visibility visibility = Visibility.PRIVATE;
  private String conversationId;
  private Conversation conversation;
  private String id;
  private SessionLimits limits = SessionLimits.NONE;

  /**
   * With the members that every request has.
   *
   * @param projectRoot absolute path of the project
   * @param harness id of an adapter
   * @param prompt what to do
   */
  public LaunchDraft(String projectRoot, String harness, String prompt) {
    this.projectRoot = projectRoot;
    this.harness = harness;
    this.prompt = prompt;
  }

  /** Begins with everything that another request says. */
  LaunchDraft(LaunchRequest other) {
    this(other.projectRoot(), other.harness(), other.prompt());
    cwd = other.cwd();
    title = other.title();
    model = other.model();
    launchMode = other.launchMode();
    labels = other.labels();
    visibility = other.visibility();
    conversationId = other.conversationId();
    conversation = other.conversation();
    id = other.id();
    limits = other.limits();
  }

  /** The request as it is so far. */
  public LaunchRequest build() {
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        cwd,
        title,
        model,
        launchMode,
        labels,
        visibility,
        conversationId,
        conversation,
        id,
        limits);
  }

  /** In another project. */
  public LaunchDraft projectRoot(String value) {
    projectRoot = value;
    return this;
  }

  /** With another prompt. */
  public LaunchDraft prompt(String value) {
    prompt = value;
    return this;
  }

  /** In a directory of the project, relative to it or absolute; null for the project's root. */
  public LaunchDraft cwd(String value) {
    cwd = value;
    return this;
  }

  /** With a title; null for the prompt's first line. */
  public LaunchDraft title(String value) {
    title = value;
    return this;
  }

  /** With a model; null for the harness's choice. */
  public LaunchDraft model(String value) {
    model = value;
    return this;
  }

  /** How it runs. */
  public LaunchDraft launchMode(LaunchMode value) {
    launchMode = value;
    return this;
  }

  /** With labels. */
  public LaunchDraft labels(List<String> value) {
    labels = value;
    return this;
  }

  /** Beginning a conversation, or going on with one; null for none. */
  public LaunchDraft conversation(Conversation value) {
    conversation = value;
    return this;
  }

  /** Under a name that makes a repeat safe; null lets the daemon choose. */
  public LaunchDraft id(String value) {
    id = value;
    return this;
  }

  /** Within limits. */
  public LaunchDraft limits(SessionLimits value) {
    limits = value;
    return this;
  }
}
