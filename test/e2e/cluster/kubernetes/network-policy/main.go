// Command network-policy enforces networking.k8s.io/v1 NetworkPolicy on one node, for IPv4, with an nftables table that
// it replaces in one transaction at each change. It exists for these proofs: engines for production cannot be built
// from a Go module alone.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// A burst of changes, as when a Deployment starts, is enforced together.
const pause = 20 * time.Millisecond

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		log.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	changes := watch(factory)
	enforced := ""
	for range changes {
		table := render(read(factory))
		if table != enforced {
			if err := load(table); err != nil {
				log.Fatal(err)
			}
			enforced = table
		}
		time.Sleep(pause)
	}
}

// watch starts the informers; the channel holds at most one change that has not been looked at.
func watch(factory informers.SharedInformerFactory) <-chan struct{} {
	changes := make(chan struct{}, 1)
	note := func() {
		select {
		case changes <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { note() },
		UpdateFunc: func(_, _ any) { note() },
		DeleteFunc: func(any) { note() },
	}
	for _, informer := range []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(),
		factory.Core().V1().Namespaces().Informer(),
		factory.Networking().V1().NetworkPolicies().Informer(),
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			log.Fatal(err)
		}
	}
	factory.Start(nil)
	factory.WaitForCacheSync(nil)
	note()
	return changes
}

func read(factory informers.SharedInformerFactory) ([]*core.Pod, []*core.Namespace, []*networking.NetworkPolicy) {
	pods, err := factory.Core().V1().Pods().Lister().List(labels.Everything())
	if err != nil {
		log.Fatal(err)
	}
	namespaces, err := factory.Core().V1().Namespaces().Lister().List(labels.Everything())
	if err != nil {
		log.Fatal(err)
	}
	policies, err := factory.Networking().V1().NetworkPolicies().Lister().List(labels.Everything())
	if err != nil {
		log.Fatal(err)
	}
	return pods, namespaces, policies
}

func load(table string) error {
	started := time.Now()
	command := exec.Command("nft", "-f", "-")
	command.Stdin = strings.NewReader(table)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s\n%s", err, output, table)
	}
	log.Printf("enforced %d bytes in %s", len(table), time.Since(started).Round(time.Millisecond))
	return nil
}
