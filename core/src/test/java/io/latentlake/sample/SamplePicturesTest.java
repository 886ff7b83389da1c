package io.latentlake.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.ImageShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplePicturesTest {
  @TempDir private Path folder;

  @Test
  void filesAreNamedAlikeEverywhere() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(
              SamplePictures.write(
                  new Configuration(),
                  folder.resolve("pictures").toString(),
                  List.of(
                      image(SampledImage.Kind.INTERPOLATION, 3),
                      image(SampledImage.Kind.TRAVERSAL, 12))))
          .containsExactly("interpolation-003.png", "traversal-latent-012.png");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static SampledImage image(SampledImage.Kind kind, int item) {
    return new SampledImage(kind, item, 0, 0.0, null, new ImageShape(1, 2, 2), new byte[4]);
  }
}
