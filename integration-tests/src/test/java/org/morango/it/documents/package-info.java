/** The documents say what the code does: their code, links, names and settings. */
@NullMarked
package org.morango.it.documents;

import org.jspecify.annotations.NullMarked;
