package dev.coven.ledger;

/**
 * What this program writes into a ledger.
 *
 * @param schema the schema that it migrates to
 * @param compatibleFrom the oldest schema whose program can use the result
 */
public record LedgerNumbers(int schema, int compatibleFrom) {
  /** Those of this program. */
  public static LedgerNumbers current() {
    return new LedgerNumbers(Schema.CURRENT, Schema.COMPATIBLE_FROM);
  }
}
