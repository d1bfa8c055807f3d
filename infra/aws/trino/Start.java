import io.trino.server.Server;

/** Starts Trino: its own starter is in a jar that not every Maven repository has. */
final class Start {
  public static void main(String[] version) {
    new Server().start(version[0]);
  }
}
