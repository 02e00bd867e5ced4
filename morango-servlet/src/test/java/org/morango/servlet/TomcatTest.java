package org.morango.servlet;

class TomcatTest extends ContainerContract {
    TomcatTest() {
        super(TomcatContainer::start);
    }
}
