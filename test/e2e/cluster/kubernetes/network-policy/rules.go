package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type cluster struct {
	pods            []*core.Pod
	namespaceLabels map[string]labels.Set
}

func newCluster(pods []*core.Pod, namespaces []*core.Namespace) cluster {
	byName := map[string]labels.Set{}
	for _, namespace := range namespaces {
		byName[namespace.Name] = namespace.Labels
	}
	return cluster{pods, byName}
}

// podRules holds what a pod may receive and send; nil where no policy isolates it.
type podRules struct {
	ingress, egress []string
}

func (c cluster) rulesFor(pod *core.Pod, policies []*networking.NetworkPolicy) podRules {
	var rules podRules
	for _, policy := range policies {
		if policy.Namespace != pod.Namespace || !selects(&policy.Spec.PodSelector, pod.Labels) {
			continue
		}
		if slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeIngress) {
			rules.ingress = append([]string{}, rules.ingress...)
			for _, rule := range policy.Spec.Ingress {
				sources := c.peers("saddr", policy.Namespace, rule.From)
				rules.ingress = append(rules.ingress, sources.to(rule.Ports, []*core.Pod{pod})...)
			}
		}
		if slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeEgress) {
			rules.egress = append([]string{}, rules.egress...)
			for _, rule := range policy.Spec.Egress {
				targets := c.peers("daddr", policy.Namespace, rule.To)
				rules.egress = append(rules.egress, targets.to(rule.Ports, targets.pods)...)
			}
		}
	}
	return rules
}

// peers are the other ends that a rule allows: expressions that match their addresses, and the pods among them.
type peers struct {
	matches []string
	pods    []*core.Pod
}

func (c cluster) peers(direction, namespace string, allowed []networking.NetworkPolicyPeer) peers {
	if len(allowed) == 0 {
		return peers{[]string{""}, c.pods}
	}
	var found peers
	var addresses []string
	for _, peer := range allowed {
		if peer.IPBlock != nil {
			found.matches = append(found.matches, blockMatch(direction, peer.IPBlock)...)
			continue
		}
		for _, pod := range c.pods {
			if address := addressOf(pod); address != "" && c.isPeer(pod, namespace, peer) {
				addresses = append(addresses, address)
				found.pods = append(found.pods, pod)
			}
		}
	}
	if len(addresses) > 0 {
		slices.Sort(addresses)
		set := strings.Join(slices.Compact(addresses), ", ")
		found.matches = append(found.matches, fmt.Sprintf("ip %s { %s }", direction, set))
	}
	return found
}

func (c cluster) isPeer(pod *core.Pod, namespace string, peer networking.NetworkPolicyPeer) bool {
	if peer.PodSelector != nil && !selects(peer.PodSelector, pod.Labels) {
		return false
	}
	if peer.NamespaceSelector == nil {
		return pod.Namespace == namespace
	}
	return selects(peer.NamespaceSelector, c.namespaceLabels[pod.Namespace])
}

func blockMatch(direction string, block *networking.IPBlock) []string {
	if strings.Contains(block.CIDR, ":") {
		return nil
	}
	match := fmt.Sprintf("ip %s %s", direction, block.CIDR)
	if len(block.Except) > 0 {
		match += fmt.Sprintf(" ip %s != { %s }", direction, strings.Join(block.Except, ", "))
	}
	return []string{match}
}

// to are the rules for these peers and ports. A port with a name is another number in every pod that is listened on.
func (p peers) to(ports []networking.NetworkPolicyPort, listeners []*core.Pod) []string {
	var rules []string
	add := func(condition string) {
		for _, match := range p.matches {
			rules = append(rules, strings.Join(strings.Fields(match+" "+condition+" return"), " "))
		}
	}
	if len(ports) == 0 {
		add("")
	}
	for _, port := range ports {
		protocol := protocolOf(port.Protocol)
		switch {
		case port.Port == nil:
			add("meta l4proto " + protocol)
		case port.Port.Type == intstr.Int && port.EndPort != nil:
			add(fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort))
		case port.Port.Type == intstr.Int:
			add(fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal))
		default:
			for _, pod := range listeners {
				if number := portNamed(pod, port.Port.StrVal, protocol); number != 0 && addressOf(pod) != "" {
					add(fmt.Sprintf("ip daddr %s %s dport %d", addressOf(pod), protocol, number))
				}
			}
		}
	}
	return rules
}

func portNamed(pod *core.Pod, name, protocol string) int32 {
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name && protocolOf(&port.Protocol) == protocol {
				return port.ContainerPort
			}
		}
	}
	return 0
}

func protocolOf(protocol *core.Protocol) string {
	if protocol == nil || *protocol == "" {
		return "tcp"
	}
	return strings.ToLower(string(*protocol))
}

func selects(selector *meta.LabelSelector, of map[string]string) bool {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(labels.Set(of))
}

// addressOf is the pod's own IPv4 address while it has one that is its alone.
func addressOf(pod *core.Pod) string {
	if pod.Spec.HostNetwork || pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed {
		return ""
	}
	if address, err := netip.ParseAddr(pod.Status.PodIP); err == nil && address.Is4() {
		return address.String()
	}
	return ""
}
