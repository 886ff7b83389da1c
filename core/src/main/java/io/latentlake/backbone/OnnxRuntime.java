package io.latentlake.backbone;

/** onnxruntime, which a user adds to the class path of driver and executors. */
final class OnnxRuntime {
  private static final String REMEDY =
      "; add it to driver and executors: spark-submit --packages"
          + " com.microsoft.onnxruntime:onnxruntime:1.28.0, or LATENTLAKE_JARS with its jar for"
          + " deploy/latentlake";

  private OnnxRuntime() {}

  /** Refuses to go on without it. */
  static void require(ClassLoader loader) {
    try {
      Class.forName("ai.onnxruntime.OrtEnvironment", false, loader);
    } catch (ClassNotFoundException e) {
      throw new UnusableBackboneException("onnxruntime is not on the class path" + REMEDY, e);
    }
  }

  /** Opens a network. */
  static OnnxSession session(byte[] file) {
    require(OnnxRuntime.class.getClassLoader());
    try {
      return OnnxSession.open(file);
    } catch (LinkageError e) {
      throw new UnusableBackboneException(
          "onnxruntime does not run on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + e.getMessage()
              + REMEDY,
          e);
    }
  }
}
