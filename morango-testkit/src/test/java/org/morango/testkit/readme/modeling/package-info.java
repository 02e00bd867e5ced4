/** The entities of docs/modeling.md. */
package org.morango.testkit.readme.modeling;
