package dev.coven.privacy;

import java.util.List;

/**
 * A token that tells by its beginning what it is.
 *
 * @param prefix how it begins, in ASCII; it stays readable, so that one sees what was there
 * @param characters what follows, as a set of {@link Characters}
 * @param least how many must follow
 * @param proof what else they must show
 * @param dots whether there may be dots between them
 */
record TokenShape(String prefix, int characters, int least, Proof proof, boolean dots) {
  /** A token that is known by its prefix has this many characters or more behind it. */
  static final int LEAST = 16;

  /** What keeps names that are written like a token from being taken for one. */
  enum Proof {
    /** The count is enough. */
    NONE,
    /** A digit, a capital, or 16 in a row without a hyphen: {@code sk-fading-circle} has none. */
    MIXED,
    /** A digit, or no word: {@code ASIAN DEVELOPMENT BANK} without its spaces. */
    RANDOM
  }

  /**
   * The shapes, by the documents of those who issue them:
   *
   * <ul>
   *   <li>OpenAI {@code sk-}, {@code sk-proj-}, {@code sk-svcacct-}; Anthropic {@code
   *       sk-ant-api03-}, {@code sk-ant-admin01-}, {@code sk-ant-oat01-}; others that took over
   *       {@code sk-} (OpenRouter, DeepSeek)
   *   <li>GitHub: docs.github.com, "About authentication to GitHub", token formats
   *   <li>GitLab: docs.gitlab.com, "Token overview", token prefixes; newer tokens have dots
   *   <li>AWS: "IAM identifiers", unique ID prefixes; 16 characters follow
   *   <li>Google: API keys {@code AIza} and 35 characters (of which the last letter is left to the
   *       rest here: few bytes are z, and many a), OAuth {@code ya29.}, client secrets {@code
   *       GOCSPX-}
   *   <li>Slack: api.slack.com, "Token types", and incoming webhooks
   *   <li>npm: github.blog, "Announcing npm's new access token format"; PyPI: pypi.org/help
   *   <li>Stripe: docs.stripe.com/keys and webhook signing secrets
   *   <li>all others: the rules of the open-source scanners gitleaks and detect-secrets
   * </ul>
   */
  static final List<TokenShape> ALL =
      List.of(
          token("sk-"),
          word("ghp_"),
          word("gho_"),
          word("ghu_"),
          dotted("ghs_"),
          word("ghr_"),
          new TokenShape(
              "github_pat_",
              Characters.ALPHANUMERIC | Characters.URL_SAFE,
              LEAST,
              Proof.NONE,
              false),
          dotted("glpat-"),
          dotted("gldt-"),
          dotted("glrt-"),
          dotted("glcbt-"),
          dotted("glptt-"),
          dotted("glft-"),
          dotted("glsoat-"),
          dotted("glimt-"),
          dotted("glagent-"),
          dotted("gloas-"),
          dotted("glffct-"),
          new TokenShape("AKIA", Characters.CAPITALS, LEAST, Proof.NONE, false),
          new TokenShape("ASIA", Characters.CAPITALS, LEAST, Proof.RANDOM, false),
          new TokenShape("ABIA", Characters.CAPITALS, LEAST, Proof.RANDOM, false),
          new TokenShape("ACCA", Characters.CAPITALS, LEAST, Proof.RANDOM, false),
          new TokenShape("AIz", Characters.TOKEN, LEAST, Proof.MIXED, false),
          dotted("ya29."),
          token("GOCSPX-"),
          token("xoxb-"),
          token("xoxp-"),
          token("xoxa-"),
          token("xoxr-"),
          token("xoxs-"),
          token("xoxo-"),
          token("xoxc-"),
          token("xoxd-"),
          dotted("xoxe-"),
          dotted("xoxe."),
          token("xapp-"),
          new TokenShape(
              "hooks.slack.com/services/T",
              Characters.ALPHANUMERIC | Characters.SLASH,
              LEAST,
              Proof.NONE,
              false),
          word("npm_"),
          token("pypi-"),
          word("sk_live_"),
          word("sk_test_"),
          word("rk_live_"),
          word("rk_test_"),
          new TokenShape("whsec_", Characters.BASE64_TEXT, LEAST, Proof.NONE, false),
          rare("hf_"),
          rare("gsk_"),
          token("xai-"),
          token("pplx-"),
          word("dop_v1_"),
          word("doo_v1_"),
          word("dor_v1_"),
          token("dckr_pat_"),
          token("dckr_oat_"),
          word("shpat_"),
          word("shpca_"),
          word("shppa_"),
          word("shpss_"),
          word("lin_api_"),
          rare("figd_"),
          token("glsa_"),
          rare("nfp_"),
          token("sntryu_"),
          token("sntrys_"),
          token("tskey-"),
          token("sq0atp-"),
          token("sq0csp-"),
          dotted("SG."),
          token("hvs."));

  /** The shapes whose prefix ends with a byte. */
  static TokenShape[] endingWith(int last) {
    return ALL.stream()
        .filter(shape -> shape.prefix().charAt(shape.prefix().length() - 1) == last)
        .toArray(TokenShape[]::new);
  }

  private static TokenShape word(String prefix) {
    return new TokenShape(prefix, Characters.ALPHANUMERIC, LEAST, Proof.NONE, false);
  }

  /** A prefix that names of variables have, too. */
  private static TokenShape rare(String prefix) {
    return new TokenShape(prefix, Characters.ALPHANUMERIC, LEAST, Proof.RANDOM, false);
  }

  private static TokenShape token(String prefix) {
    return new TokenShape(prefix, Characters.TOKEN, LEAST, Proof.MIXED, false);
  }

  private static TokenShape dotted(String prefix) {
    return new TokenShape(prefix, Characters.TOKEN, LEAST, Proof.MIXED, true);
  }
}
