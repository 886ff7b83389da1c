package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapMethodsTest {
  @Test
  void theBestMethodIsFirstAndOneByChanceIsCalledSo() {
    List<MapMethod> methods =
        MapMethods.read(
            List.of(
                metric("pixel_auroc", 0.46, "integrated-gradients/reconstruction_error"),
                metric("pixel_auroc", 0.83, "residual/reconstruction_error"),
                metric("pixel_aupro", 0.7, "residual/reconstruction_error"),
                metric("map_agreement", 0.2, "residual~saliency/reconstruction_error"),
                metric("auroc", 0.9, "all")));

    assertThat(methods)
        .extracting(MapMethod::name)
        .containsExactly("residual", "integrated-gradients");
    assertThat(methods.get(0).verdict()).isEmpty();
    assertThat(methods.get(0).aupro()).hasValue(0.7);
    assertThat(methods.get(1).verdict())
        .isEqualTo("no better than chance at finding the marked pixels");
    assertThat(methods.get(1).target()).isEqualTo("reconstruction_error");
  }

  @Test
  void anIntervalThatReachesChanceIsNoBetter() {
    String slice = "saliency/kl";
    MapMethod method =
        MapMethods.read(
                List.of(
                    metric("pixel_auroc", 0.6, slice),
                    metric("map_mask_auroc", 0.55, slice),
                    metric("map_mask_auroc_low", 0.49, slice),
                    metric("map_mask_auroc_high", 0.61, slice)))
            .get(0);

    assertThat(method.maskAuroc()).isEqualTo("0.55 (0.49 to 0.61)");
    assertThat(method.verdict()).startsWith("no better than chance");
  }

  @Test
  void withoutMasksDeletionAndAnUntrainedNetworkSpeak() {
    assertThat(
            verdict(
                metric("map_deletion_area", 0.5, "a/b"),
                metric("map_random_deletion_area", 0.4, "a/b")))
        .startsWith("deleting its highest pixels takes no more");
    assertThat(
            verdict(
                metric("map_deletion_area", 0.3, "a/b"),
                metric("map_random_deletion_area", 0.4, "a/b"),
                metric("map_randomisation_correlation", 0.8, "a/b")))
        .startsWith("much the same for an untrained network");
    assertThat(verdict(metric("map_randomisation_correlation", 0.2, "a/b"))).isEmpty();
  }

  private static String verdict(Metric... metrics) {
    return MapMethods.read(List.of(metrics)).get(0).verdict();
  }

  private static Metric metric(String name, double value, String slice) {
    return new Metric(name, value, "share", "test", slice, Better.NEITHER);
  }
}
