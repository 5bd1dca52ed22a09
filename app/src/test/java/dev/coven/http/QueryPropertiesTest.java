package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coven.contract.ApiException;
import io.undertow.server.HttpServerExchange;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A parameter that is to be a number is one, or is refused with its text. */
class QueryPropertiesTest {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.bigIntegers().map(BigInteger::toString),
        Arbitraries.strings().withChars("0123456789").ofMinLength(1).ofMaxLength(99),
        Arbitraries.longs().map(value -> value > 0 ? "+" + value : "" + value));
  }

  private static Optional<Long> read(String text) {
    HttpServerExchange exchange = new HttpServerExchange(null);
    exchange.addQueryParam("n", text);
    return new Request(exchange, List.of()).wholeNumber("n");
  }

  @Property
  void everyNumberIsReadAndTakenIntoBounds(@ForAll("numbers") String text) {
    BigInteger wanted = new BigInteger(text).max(LEAST).min(MOST);
    assertEquals(Optional.of(wanted.longValueExact()), read(text));
  }

  @Property(tries = 2000)
  void everyOtherTextIsRefusedAsItIs(@ForAll String text) {
    Optional<Long> number;
    try {
      number = read(text);
    } catch (ApiException refused) {
      assertFalse(text.matches("[+-]?[0-9]{1,100}"));
      assertEquals(text, refused.details().get("n").getAsString());
      return;
    }
    assertEquals(Optional.of(new BigInteger(text).max(LEAST).min(MOST).longValueExact()), number);
  }
}
