/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices. */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

/* Adds every virtio network device to the interfaces of the stack, in the order in which the machine was told of them. */
void virtio_net_find(void);

#endif
