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
 * asks for it; JUnit closes it after the last.
 */
final class SharedFixtures implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedFixtures.class);

  private static final Map<Class<?>, Function<Path, Object>> MAKERS =
      Map.of(
          Hdfs.class, SharedFixtures::hdfs,
          StandaloneCluster.class, folder -> StandaloneCluster.start(folder, 2),
          UndisturbedPipeline.class, UndisturbedPipeline::run);

  private static Hdfs hdfs(Path folder) {
    Hdfs hdfs = Hdfs.start(folder);
    Lake.reach(hdfs.settings());
    return hdfs;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return MAKERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return test.getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(type, key -> MAKERS.get(type).apply(newFolder()));
  }

  /** A folder that stays, as what a failure leaves is worth a look. */
  private static Path newFolder() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "shared-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
