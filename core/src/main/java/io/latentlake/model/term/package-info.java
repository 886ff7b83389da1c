/** Terms of the loss that hold the latent to something, each a value. */
package io.latentlake.model.term;
