package io.latentlake.backend;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * The machine that this process runs on.
 *
 * @param address the device that Spark assigned to this process, if any
 */
record ThisMachine(Optional<String> address) implements CudaMachine {
  private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  /** Classes that load native libraries, in the order in which ND4J needs them. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.bytedeco.cuda.global.cudart",
          "org.bytedeco.cuda.global.cublas",
          "org.bytedeco.cuda.global.cusolver",
          "org.nd4j.linalg.jcublas.bindings.Nd4jCuda");

  @Override
  public boolean hasClasses() {
    return ND4JClassLoading.classPresentOnClasspath(BACKEND);
  }

  @Override
  public GpuReport gpus() {
    GpuReport visible =
        NvidiaSmi.ask(NvidiaSmi.PROGRAM, NvidiaSmi.PATIENCE)
            .visible(Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
    return address.map(visible::only).orElse(visible);
  }

  @Override
  public Optional<String> loadingObstacle() {
    for (String library : LIBRARIES) {
      try {
        Class.forName(library, true, ND4JClassLoading.getNd4jClassloader());
      } catch (ClassNotFoundException | LinkageError e) {
        return Optional.of("the libraries of CUDA 11 do not load: " + root(e));
      }
    }
    try {
      return cuda().isAvailable() ? Optional.empty() : Optional.of("CUDA finds no device");
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("CUDA finds no device: " + root(e));
    }
  }

  /** ND4J's backend for CUDA, which only some builds have. */
  static Nd4jBackend cuda() {
    try {
      return Class.forName(BACKEND, true, ND4JClassLoading.getNd4jClassloader())
          .asSubclass(Nd4jBackend.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(BACKEND + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(BACKEND + " cannot be made", e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
