package main

import (
	"fmt"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
)

const tableName = "network-policy"

// render is the table for a state of the cluster. A pod that a policy selects gets a chain for the direction, which
// lets pass what any of its policies allows and drops the rest; all other pods are free.
func render(pods []*core.Pod, namespaces []*core.Namespace, policies []*networking.NetworkPolicy) string {
	slices.SortFunc(pods, func(a, b *core.Pod) int { return strings.Compare(string(a.UID), string(b.UID)) })
	slices.SortFunc(policies, func(a, b *networking.NetworkPolicy) int { return strings.Compare(string(a.UID), string(b.UID)) })
	cluster := newCluster(pods, namespaces)
	var chains, incoming, outgoing []string
	for _, pod := range pods {
		address := addressOf(pod)
		if address == "" {
			continue
		}
		rules := cluster.rulesFor(pod, policies)
		id := strings.ReplaceAll(address, ".", "_")
		if rules.ingress != nil {
			incoming = append(incoming, address+" : jump to_"+id)
			chains = append(chains, chain("to_"+id, address, rules.ingress))
		}
		if rules.egress != nil {
			outgoing = append(outgoing, address+" : jump from_"+id)
			chains = append(chains, chain("from_"+id, address, rules.egress))
		}
	}
	text := &strings.Builder{}
	// Added first, so that deleting it works the first time as well.
	fmt.Fprintf(text, "add table ip %s\ndelete table ip %s\ntable ip %s {\n", tableName, tableName, tableName)
	text.WriteString(strings.Join(chains, ""))
	text.WriteString(hook("forward", dispatch("saddr", outgoing), dispatch("daddr", incoming)))
	text.WriteString(hook("input", dispatch("saddr", outgoing)))
	text.WriteString("}\n")
	return text.String()
}

func chain(name, address string, rules []string) string {
	lines := append([]string{fmt.Sprintf("ip saddr %s ip daddr %s return", address, address)}, rules...)
	return fmt.Sprintf(" chain %s {\n  %s\n  counter drop\n }\n", name, strings.Join(lines, "\n  "))
}

func dispatch(direction string, jumps []string) string {
	if len(jumps) == 0 {
		return ""
	}
	return fmt.Sprintf("  ip %s vmap { %s }\n", direction, strings.Join(jumps, ", "))
}

// hook stands before the chains of others, and judges the first packet of a connection only.
func hook(name string, dispatches ...string) string {
	head := fmt.Sprintf("  type filter hook %s priority filter - 5; policy accept;\n", name)
	return fmt.Sprintf(" chain %s {\n%s  ct state established,related accept\n%s }\n", name, head, strings.Join(dispatches, ""))
}
