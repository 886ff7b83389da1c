/** How good attribution maps are, measured on each image. */
package io.latentlake.explain.quality;
