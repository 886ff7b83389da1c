package io.latentlake.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes what they share, by the types of their parameters: HDFS, a standalone cluster
 * with two workers, and what an undisturbed pipeline has made. Each is made when the first class
 * asks for it, and ends with the last class.
 */
final class SharedFixtures implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedFixtures.class);

  private static final Map<Class<?>, Function<Path, Fixture>> MAKERS =
      Map.of(
          Hdfs.class,
          folder -> {
            Hdfs hdfs = Hdfs.start(folder.resolve("hdfs-server"));
            Lake.reach(hdfs.settings());
            return new Fixture(hdfs, hdfs);
          },
          StandaloneCluster.class,
          folder -> {
            StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 2);
            return new Fixture(cluster, cluster);
          },
          UndisturbedPipeline.class,
          folder -> new Fixture(UndisturbedPipeline.run(folder), () -> {}));

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return MAKERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return test.getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(type, key -> MAKERS.get(type).apply(newFolder()), Fixture.class)
        .value();
  }

  /** A folder that stays, as what a failure leaves is worth a look. */
  private static Path newFolder() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "shared-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Fixture(Object value, AutoCloseable resource) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      resource.close();
    }
  }
}
