package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalSizeTest {
  @Test
  void aSizeComesBackFromTheWire() {
    for (TerminalSize size :
        new TerminalSize[] {
          TerminalSize.FIRST, new TerminalSize(1, 1), new TerminalSize(65535, 65535)
        }) {
      assertEquals(size, TerminalSize.fromJson(size.toJson()));
    }
    assertEquals(
        new TerminalSize(80, 24),
        TerminalSize.fromJson(Json.parseObject("{\"columns\":80.0,\"rows\":2.4e1,\"more\":[]}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|field_missing|columns",
        "{\"columns\":80}|field_missing|rows",
        "{\"rows\":24}|field_missing|columns",
        "{\"columns\":null,\"rows\":24}|field_missing|columns",
        "{\"columns\":\"80\",\"rows\":24}|field_type|columns",
        "{\"columns\":80,\"rows\":true}|field_type|rows",
        "{\"columns\":80,\"rows\":[24]}|field_type|rows",
        "{\"columns\":80.5,\"rows\":24}|field_type|columns",
        "{\"columns\":0,\"rows\":24}|field_value|columns",
        "{\"columns\":80,\"rows\":-1}|field_value|rows",
        "{\"columns\":80,\"rows\":65536}|field_value|rows",
        "{\"columns\":1e300,\"rows\":24}|field_type|columns",
        "{\"columns\":0,\"rows\":0}|field_value|columns"
      })
  void anythingElseIsRefusedByTheFirstFieldThatIsWrong(String body, String reason, String field) {
    ApiException refused =
        assertThrows(ApiException.class, () -> TerminalSize.fromJson(Json.parseObject(body)), body);
    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals(reason, refused.details().get("reason").getAsString());
    assertEquals(field, refused.details().get("field").getAsString());
  }
}
