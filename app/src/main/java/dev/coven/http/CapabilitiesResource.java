package dev.coven.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.Capability;
import dev.coven.contract.ErrorCode;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.HarnessCapabilities;
import dev.coven.harness.Harnesses;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of the daemon, and of each harness. */
final class CapabilitiesResource {
  private static final String DAEMON = "coven-daemon";

  private final Harnesses harnesses;
  private final HarnessCapabilities capabilities;

  CapabilitiesResource(Harnesses harnesses, HarnessCapabilities capabilities) {
    this.harnesses = harnesses;
    this.capabilities = capabilities;
  }

  /** The catalog; it runs no program, and tells of each harness whether it could be run. */
  Response catalog(Request request) {
    JsonArray array = new JsonArray();
    catalog().forEach(capability -> array.add(capability.toJson()));
    JsonObject json = new JsonObject();
    json.add("capabilities", array);
    return Response.ok(json);
  }

  List<Capability> catalog() {
    List<Capability> all =
        new ArrayList<>(
            List.of(
                own("coven.sessions", "Sessions"),
                own("coven.events", "Events"),
                own("coven.control.actions", "Actions", Capability.REFRESH_ACTION),
                own("coven.diagnostics", "Diagnostics")));
    for (HarnessAdapter adapter : harnesses.adapters()) {
      all.add(
          new Capability(
              Capability.HARNESS_PREFIX + adapter.id(),
              adapter.label(),
              adapter.id(),
              harnesses.find(adapter).isPresent(),
              List.of(),
              adapter.executable()));
    }
    return all;
  }

  private static Capability own(String id, String label, String... actions) {
    return new Capability(id, label, DAEMON, true, List.of(actions), null);
  }

  Response harnesses(Request request) throws InterruptedException {
    return Response.ok(capabilities.report(isRefresh(request)).toJson());
  }

  Response harness(Request request) throws InterruptedException {
    String id = request.variable(0);
    return Response.ok(
        capabilities
            .of(id, isRefresh(request))
            .orElseThrow(
                () ->
                    new ApiException(ErrorCode.HARNESS_NOT_FOUND, "No harness with this id.")
                        .with("harnessId", id))
            .toJson());
  }

  private static boolean isRefresh(Request request) {
    return request.parameter("refresh").filter("1"::equals).isPresent();
  }
}
