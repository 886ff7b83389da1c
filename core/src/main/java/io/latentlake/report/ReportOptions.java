package io.latentlake.report;

import io.latentlake.config.Key;

/** What the report shows: section {@code report}. */
public record ReportOptions(
    @Key(value = "LatentLake report", meaning = "Heading of the page") String title,
    @Key(value = "true", meaning = "Show images; set false if they are private") boolean pictures,
    @Key(value = "12", min = 0, max = 200, unit = "images", meaning = "Most anomalous images shown")
        int anomalies,
    @Key(
            value = "6",
            min = 0,
            max = 200,
            unit = "images",
            meaning =
                "Anomalies of lowest score shown, and as many normal images of highest score;"
                    + " `evaluate.normal-labels` and masks tell which is which")
        int mistakes,
    @Key(
            value = "16",
            min = 0,
            max = 200,
            unit = "images",
            meaning = "Images shown beside their reconstructions")
        int reconstructions,
    @Key(
            value = "3000",
            min = 0,
            max = 20000,
            unit = "images",
            meaning = "Points in the picture of the embeddings")
        int embeddingPoints) {}
