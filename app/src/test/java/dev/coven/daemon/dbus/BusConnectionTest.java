package dev.coven.daemon.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes on the wire, by the specification; a real systemd is asked by the tests of services.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BusConnectionTest {
  private static final String HANDSHAKE = "\0AUTH EXTERNAL 31303030\r\nBEGIN\r\n";
  private static final int RETURN = 2;
  private static final int ERROR = 3;
  private static final int SIGNAL = 4;

  @TempDir private Path directory;
  private Path socket;
  private ServerSocketChannel listener;

  @BeforeEach
  void listen() throws IOException {
    socket = directory.resolve("private");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  /** What the other side does with a connection. */
  private interface Play {
    void on(SocketChannel client) throws IOException;
  }

  private CompletableFuture<Void> serve(Play play) {
    return CompletableFuture.runAsync(
        () -> {
          try (SocketChannel client = listener.accept()) {
            play.on(client);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static byte[] read(SocketChannel client, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && client.read(buffer) >= 0) {
      continue;
    }
    return buffer.array();
  }

  /** Waits for the whole of the handshake, BEGIN included, before it answers any of it. */
  private static void welcome(SocketChannel client) throws IOException {
    byte[] said = read(client, HANDSHAKE.length());
    assertEquals(HANDSHAKE, new String(said, StandardCharsets.US_ASCII));
    client.write(ByteBuffer.wrap("OK 0123\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] call(SocketChannel client) throws IOException {
    byte[] fixed = read(client, 16);
    ByteBuffer header = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
    int fields = header.getInt(12);
    return read(client, fields + (-(16 + fields) & 7) + header.getInt(4));
  }

  private static void send(SocketChannel client, int kind, int replyTo, String error, Marshal body)
      throws IOException {
    Consumer<Marshal> reply =
        field -> field.struct().octet(5).variant("u", value -> value.number(replyTo));
    Consumer<Marshal> name =
        field -> field.struct().octet(4).variant("s", value -> value.text(error));
    Consumer<Marshal> type =
        field -> field.struct().octet(8).variant("g", value -> value.signature("s"));
    Marshal message =
        new Marshal()
            .octet('l')
            .octet(kind)
            .octet(0)
            .octet(1)
            .number(body.bytes().length)
            .number(99)
            .array(8, error.isEmpty() ? List.of(type, reply) : List.of(name, reply, type))
            .align(8);
    client.write(ByteBuffer.wrap(message.bytes()));
    client.write(ByteBuffer.wrap(body.bytes()));
  }

  private static MethodCall ping() {
    return new MethodCall("/o", "a.b.C", "Ping", "s", new Marshal().text("hello"));
  }

  @Test
  void aCallIsAnsweredWhateverElseIsSaidMeanwhile() throws Exception {
    CompletableFuture<Void> server =
        serve(
            client -> {
              welcome(client);
              call(client);
              send(client, SIGNAL, 0, "", new Marshal().text("something happened"));
              send(client, RETURN, 1, "", new Marshal().text("first"));
              call(client);
              send(client, RETURN, 2, "", new Marshal().text("second"));
            });
    try (BusConnection connection = BusConnection.open(socket, 1000)) {
      assertEquals("first", Answer.text(connection.call(ping())));
      assertEquals("second", Answer.text(connection.call(ping())));
    }
    Wait.result(server);
  }

  @Test
  void aRefusalIsToldAndTheConnectionGoesOn() throws Exception {
    CompletableFuture<Void> server =
        serve(
            client -> {
              welcome(client);
              call(client);
              send(client, ERROR, 1, "org.example.No", new Marshal().text("not today"));
              call(client);
              send(client, RETURN, 2, "", new Marshal().text("now"));
            });
    try (BusConnection connection = BusConnection.open(socket, 1000)) {
      BusException refused = assertThrows(BusException.class, () -> connection.call(ping()));
      assertEquals("Ping: org.example.No: not today", refused.getMessage());
      assertEquals("now", Answer.text(connection.call(ping())));
    }
    Wait.result(server);
  }

  @Test
  void aUserWhoIsNotLetInIsToldSo() throws Exception {
    CompletableFuture<Void> server =
        serve(
            client -> {
              read(client, HANDSHAKE.length());
              client.write(
                  ByteBuffer.wrap("REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII)));
            });
    IOException refused = assertThrows(IOException.class, () -> BusConnection.open(socket, 1000));
    assertTrue(refused.getMessage().contains("REJECTED"), refused::getMessage);
    Wait.result(server);
  }

  @Test
  void aConnectionThatBreaksInAnAnswerIsAnError() throws Exception {
    CompletableFuture<Void> server =
        serve(
            client -> {
              welcome(client);
              call(client);
              client.write(ByteBuffer.wrap(new byte[] {'l', RETURN, 0, 1}));
            });
    try (BusConnection connection = BusConnection.open(socket, 1000)) {
      assertThrows(IOException.class, () -> connection.call(ping()));
    }
    Wait.result(server);
  }

  /** Written down from the specification's rules by hand, padding included. */
  @Test
  void aCallIsLaidOutAsTheSpecificationSays() {
    String wanted =
        "6c010001" // little-endian, method call, no flags, version 1
            + "0a000000" // length of the body
            + "07000000" // serial
            + "37000000" // length of the fields
            + "01016f00020000002f6f000000000000" // path, o, "/o", up to a multiple of 8
            + "0201730005000000612e622e43000000" // interface, s, "a.b.C"
            + "030173000400000050696e6700000000" // member, s, "Ping"
            + "0801670001730000" // signature, g, "s"
            + "0500000068656c6c6f00"; // the body: "hello"
    assertEquals(wanted, HexFormat.of().formatHex(ping().message(7)));
  }
}
