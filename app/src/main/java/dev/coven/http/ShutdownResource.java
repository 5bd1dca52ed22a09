package dev.coven.http;

import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.ShutdownRequest;

/** Ends the daemon, if it is the one that the caller means. */
final class ShutdownResource {
  private final DaemonIdentity daemon;
  private final Runnable shutdown;

  ShutdownResource(DaemonIdentity daemon, Runnable shutdown) {
    this.daemon = daemon;
    this.shutdown = shutdown;
  }

  Response shutdown(Request request) {
    ShutdownRequest wanted = ShutdownRequest.fromJson(request.body());
    if (!wanted.daemon().equals(daemon)) {
      throw new ApiException(
              ErrorCode.DAEMON_IDENTITY_MISMATCH, "This is not the daemon that was meant.")
          .with("daemon", daemon.toJson());
    }
    JsonObject capabilities = new JsonObject();
    capabilities.addProperty("structuredErrors", true);
    JsonObject json = new JsonObject();
    json.addProperty("ok", true);
    json.addProperty("apiVersion", Api.VERSION);
    json.add("capabilities", capabilities);
    json.add("daemon", daemon.toJson());
    return Response.of(202, json).then(shutdown);
  }
}
